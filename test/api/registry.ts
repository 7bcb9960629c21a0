import type { TestApi } from './fixture.ts';

/** The subscribers, as anna sees and changes them. */
export const registry = (api: () => TestApi) => {
  const list = () => api().call('GET /subscribers');
  const remove = (name: string, query = '') => api().call(`DELETE /subscribers/${name}${query}`);
  return {
    add: (given: object) => api().call('POST /subscribers', { kind: 'activity', ...given }),
    read: (name: string) => api().call(`GET /subscribers/${name}`),
    change: (name: string, given: object) => api().call(`PATCH /subscribers/${name}`, given),
    remove,
    list,
    /** Nobody is left, and nothing that anybody had to be told. */
    async clear(): Promise<void> {
      const { body } = await api().call('GET /subscribers');
      for (const { name } of body) await api().call(`DELETE /subscribers/${name}?deliveries=skip`);
    },
  };
};
