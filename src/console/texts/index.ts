import { en, type Texts } from './en.ts';
import { zhCn } from './zh-cn.ts';

export type { Texts } from './en.ts';

/** Every language of the console; the first one is for whoever understands none of them. */
export const LANGUAGES: Texts[] = [en, zhCn];

/** The texts of this language; undefined where there is none. */
const textsOf = (tag: string | undefined): Texts | undefined => LANGUAGES.find((texts) => texts.tag === tag);

/** What the reader has chosen, or else what his browser asks for first of those that there are (RFC 9110). */
export function chooseTexts(chosen: string | undefined, acceptLanguage = ''): Texts {
  const wanted = acceptLanguage
    .split(',')
    .map((entry) => {
      const [tag = '', quality] = entry.trim().split(/\s*;\s*q=/);
      return { primary: tag.toLowerCase().split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const found = wanted.flatMap(({ primary }) => LANGUAGES.filter(({ tag }) => tag.split('-')[0] === primary));
  return textsOf(chosen) ?? found[0] ?? en;
}
