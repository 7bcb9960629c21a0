import { existsSync } from 'node:fs';

/** Why a package of bench/package.json cannot be used; undefined where it can. */
export const installed = (name: string): string | undefined =>
  existsSync(new URL(`../node_modules/${name}`, import.meta.url)) ? undefined : `${name} is not installed: npm ci --prefix bench`;
