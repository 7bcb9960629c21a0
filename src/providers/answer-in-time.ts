const DEADLINE_MS = 5_000;

/**
 * What a provider answers, within 5 s: the libraries bound the parts of a call, not the whole of it.
 * @param call is named in what is thrown, which never quotes the provider: its errors and answers carry buyers' data.
 */
export async function answerInTime<Answer>(call: string, work: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${call}: no answer within ${DEADLINE_MS / 1000} s`)), DEADLINE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
