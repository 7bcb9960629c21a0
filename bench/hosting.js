// node --import ./bench/hosting.js dist/bin/worker.js: the worker as it is shipped, but that it hosts the bench's subscribers.
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
register('./hosting-hooks.js', import.meta.url);
