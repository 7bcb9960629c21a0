/** The exchange of the replaced system. */
export const EXCHANGE = 'paynotify_exchange_fanout';

/** Its message, and our pay number. */
export type Message = { id: string; messageType: 'payresult_notify'; businessKey1: string; businessKey2: string };
