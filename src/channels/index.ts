import { createAmqp } from './amqp/index.ts';
import type { Channel } from './channel.ts';
import { createHttp, type HttpSettings } from './http/index.ts';

export type ChannelSettings = HttpSettings;

/** The ways in which our own code delivers. Adding one is a folder and a line. */
export const createChannels = (settings: ChannelSettings): Channel[] => [createHttp(settings), createAmqp()];
