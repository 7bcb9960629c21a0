import { NotificationRefused } from '../../domain/errors.ts';

/**
 * The parameters of a form, decoded exactly once, with one character for each *byte* (latin1): what Alipay signs is bytes,
 * and which charset they are text in is itself one of the parameters.
 */
export type FormBytes = Map<string, string>;

/** The parameters that a fact is made of. Every other one is signed, and then not looked at. */
const READ = [
  ...['app_id', 'seller_id', 'notify_type', 'notify_id', 'notify_time', 'charset'],
  ...['out_trade_no', 'trade_no', 'trade_status', 'total_amount', 'refund_fee', 'out_biz_no'],
  ...['gmt_create', 'gmt_payment', 'gmt_refund', 'gmt_close'],
] as const;

export type Parameter = (typeof READ)[number];

/** A parameter's text; `undefined` when it is absent or empty, which Alipay means to be the same. */
export type Read = (name: Parameter) => string | undefined;

const ORDINARY_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;
const MALFORMED_PERCENT = /%(?![0-9A-Fa-f]{2})/;

// What is signed joins the values without escaping them. Whoever holds a genuine notification could so hide a parameter in the
// value before it (a refund's `refund_fee`, say), and the signature would still hold.
const SMUGGLED = new RegExp(`&(${READ.join('|')})=`);

// Encodings that Alipay sends. The list also keeps an unknown label from reaching TextDecoder, which throws on it.
const CHARSETS = new Set(['utf-8', 'utf8', 'gbk', 'gb2312', 'gb18030']);

/**
 * A form's parameters, whatever the Content-Type says.
 * @throws NotificationRefused for an empty or malformed form, a repeated parameter, or a name that is no ordinary one.
 */
export function parseForm(rawBody: Buffer): FormBytes {
  const form: FormBytes = new Map();
  for (const pair of rawBody.toString('latin1').split('&')) {
    const [name, value] = parsePair(pair);
    if (form.has(name)) throw new NotificationRefused(400, `parameter ${name} is repeated`);
    form.set(name, value);
  }
  return form;
}

function parsePair(pair: string): [name: string, value: string] {
  const equals = pair.indexOf('=');
  if (equals < 0) throw new NotificationRefused(400, 'the body is not a form');
  const name = decodeOnce(pair.slice(0, equals));
  if (!ORDINARY_NAME.test(name) || name in Object.prototype) throw new NotificationRefused(400, 'a parameter has an odd name');
  const value = decodeOnce(pair.slice(equals + 1));
  if (SMUGGLED.test(value)) throw new NotificationRefused(400, `parameter ${name} hides another one`);
  return [name, value];
}

function decodeOnce(encoded: string): string {
  if (MALFORMED_PERCENT.test(encoded)) throw new NotificationRefused(400, 'the percent-encoding is malformed');
  const spaced = encoded.replaceAll('+', ' ');
  return spaced.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/**
 * A reader of the parameters as text in the charset that they declare (UTF-8 when they declare none).
 * Both this and the reader it gives throw NotificationRefused: for an unknown charset, or bytes that are no text in it.
 */
export function reader(form: FormBytes): Read {
  const charset = (form.get('charset') || 'utf-8').toLowerCase();
  if (!CHARSETS.has(charset)) throw new NotificationRefused(400, 'charset is unknown');
  const decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: true });
  return (name) => {
    try {
      return decoder.decode(Buffer.from(form.get(name) ?? '', 'latin1')) || undefined;
    } catch {
      throw new NotificationRefused(400, `${name} is not text in the charset declared`);
    }
  };
}
