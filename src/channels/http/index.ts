import { Agent } from 'undici';
import { type Call, type Channel, DeliveryFailed } from '../channel.ts';
import { type Answer, failureOf, isSuccess, readAnswer } from './answer.ts';
import { guardedConnect, type Lookup } from './guarded-connect.ts';
import { networkFailureOf } from './network-failure.ts';
import { createAddressGuard, type Network } from './networks.ts';
import { webhookOf } from './webhook.ts';

export type HttpSettings = {
  userAgent: string;
  /** What may be called although it is not public. */
  allowedNetworks: Network[];
  /** How names are looked up; as the system does it unless told. */
  lookup?: Lookup;
};

/** Somebody else's endpoint, called as Standard Webhooks says. Their secrets are those that it verifies with (`whsec_…`). */
export const createHttp = ({ userAgent, allowedNetworks, lookup }: HttpSettings): Channel => {
  const connect = guardedConnect(createAddressGuard(allowedNetworks), lookup);
  return {
    kind: 'http',
    openLine() {
      // No redirects and no proxy of the environment: an agent does neither unless told.
      const agent = new Agent({ connect, connections: CONNECTIONS, maxHeaderSize: LONGEST_HEADERS });
      return { deliver: (call) => deliver(agent, call, userAgent), close: () => agent.destroy() };
    },
  };
};

const CONNECTIONS = 10;
const LONGEST_HEADERS = 16 * 1024;

async function deliver(agent: Agent, call: Call, userAgent: string): Promise<void> {
  const { secrets } = call;
  if (secrets.length === 0) throw new DeliveryFailed('NoSecret', 'it has no secret to be signed for with: rotate it');
  const startedAt = performance.now();
  const tookMs = () => Math.round(performance.now() - startedAt);
  const answer = await post(agent, call, userAgent).catch((error) => {
    throw networkFailureOf(error, tookMs());
  });
  if (!isSuccess(answer.status)) throw failureOf(answer, tookMs(), secrets);
}

async function post(agent: Agent, { url, secrets, message, timeoutMs, signal }: Call, userAgent: string): Promise<Answer> {
  const { origin, pathname, search } = new URL(url);
  const { headers, body } = webhookOf(message, { secrets, sentAt: new Date() });
  const response = await agent.request({
    ...{ origin, path: `${pathname}${search}`, method: 'POST', body },
    headers: { ...headers, 'user-agent': userAgent },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  return readAnswer(response);
}
