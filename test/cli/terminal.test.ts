import { PassThrough } from 'node:stream';
import { createAsk } from '../../src/cli/terminal.ts';

const terminal = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY });

test('after the answer the terminal is read no more, so that the program can end', async () => {
  const [input, output] = [terminal(true), terminal(true)];
  const answer = createAsk({ input, output })?.('Do it?');
  input.write('y\n'); // and the terminal stays open
  expect(await answer).toBe(true);
  expect(input.isPaused()).toBe(true);
  expect(String(output.read())).toContain('Do it? [y/N] ');
});

test.each([
  [true, false],
  [false, true],
])('where input or output is no terminal nobody can be asked: %s, %s', (ofInput, ofOutput) => {
  expect(createAsk({ input: terminal(ofInput), output: terminal(ofOutput) })).toBeUndefined();
});
