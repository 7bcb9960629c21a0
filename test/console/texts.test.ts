import { chooseTexts, LANGUAGES } from '../../src/console/texts/index.ts';

const keysOf = (texts: object, path = ''): string[] =>
  Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'object' ? keysOf(text, `${path}${key}.`) : `${path}${key}: ${typeof text}`,
  );

describe.each(LANGUAGES.map((texts) => [texts.tag, texts] as const))('the texts in %s', (_, texts) => {
  test('have the same keys as in every other language', () => {
    for (const others of LANGUAGES) expect(keysOf(texts)).toEqual(keysOf(others));
  });

  test('say something under each', () => {
    const isSaid = (value: unknown): boolean =>
      typeof value === 'object'
        ? Object.entries(value ?? {}).every(([key, text]) => key === 'gap' || isSaid(text))
        : value !== '';
    expect(isSaid(texts)).toBe(true);
  });
});

test('Chinese is written in Chinese', () => {
  const [, chinese] = LANGUAGES;
  const left = JSON.stringify(chinese, (key, value) =>
    ['tag', 'product', 'providers', 'punctuation'].includes(key) ? undefined : value,
  );
  for (const text of left.match(/":"[^"]+"/g) ?? []) expect(text).toMatch(/\p{Script=Han}/u);
});

test.each([
  ['gave up after its last attempt: no worker took it', '最后一次尝试后放弃：没有 worker 接手'],
  ['gave up after its last attempt: HTTP 503', '最后一次尝试后放弃：HTTP 503'],
  ['no worker polls activity', '没有 worker 在轮询 activity'],
  ['CNY 88.80 was asked, the notification says CNY 0.01', '应付 CNY 88.80，通知说的是 CNY 0.01'],
  ['the ledger is closed', 'the ledger is closed'],
])('what our own code says is said in Chinese, and what others say stays: %s', (words, chinese) => {
  const [english, zhCn] = LANGUAGES;
  expect(english?.said(words)).toBe(words);
  expect(zhCn?.said(words)).toBe(chinese);
});

test.each([
  [undefined, undefined, 'en'],
  [undefined, '', 'en'],
  [undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  [undefined, 'zh', 'zh-CN'],
  [undefined, 'ZH-hans-cn', 'zh-CN'],
  [undefined, 'en-GB, zh;q=0.5', 'en'],
  [undefined, 'en;q=0.2, zh;q=0.9', 'zh-CN'],
  [undefined, 'de, fr;q=0.7', 'en'],
  [undefined, 'de, zh;q=0.3, en;q=0', 'zh-CN'],
  [undefined, 'zh;q=nonsense', 'en'],
  ['zh-CN', 'en', 'zh-CN'],
  ['en', 'zh-CN', 'en'],
  ['tlh', 'zh-CN', 'zh-CN'],
])('who chose %s and whose browser asks for %s reads %s', (chosen, acceptLanguage, tag) => {
  expect(chooseTexts(chosen, acceptLanguage).tag).toBe(tag);
});
