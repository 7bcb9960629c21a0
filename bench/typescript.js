// node --import ./bench/typescript.js file.ts: Node 20 cannot leave out types by itself.
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
