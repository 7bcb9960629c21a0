/** Does it and is not heard of, the first time. */
export function dyingOnce<Input, Answer>(activity: (input: Input) => Promise<Answer>) {
  let hasDied = false;
  return async (input: Input): Promise<Answer> => {
    const answer = await activity(input);
    if (hasDied) return answer;
    hasDied = true;
    throw new Error('the worker died');
  };
}
