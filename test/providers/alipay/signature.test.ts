import { generateKeyPairSync } from 'node:crypto';
import { NotificationRefused } from '../../../src/domain/errors.ts';
import { createAlipay } from '../../../src/providers/alipay/index.ts';
import { ALIPAY, bareBase64, keyPair, notification, params, percentEncode, SETTINGS, type Signing, sign } from './fixture.ts';

const alipay = createAlipay(SETTINGS);
const translate = (body: string | Buffer) => alipay.translate(notification(body));
const refused = (status: number, reason: string | RegExp) =>
  expect.objectContaining({ name: 'NotificationRefused', status, message: expect.stringMatching(reason) });

function refusalOf(body: string | Buffer): unknown {
  try {
    return translate(body);
  } catch (error) {
    return error;
  }
}

describe('the signature', () => {
  const signings: [string, Signing][] = [
    ['without its empty parameters, as the Java SDK does', { empties: 'left out' }],
    ['with its empty parameters, as the Node SDK does', { empties: 'signed' }],
    ['with sign_type, as the open platform does', { signType: 'signed' }],
  ];
  it.each(signings)('holds over a notification signed %s', (_, signing) => {
    expect(translate(sign(params({ body: '', passback_params: '' }), signing))).toHaveLength(1);
  });

  it('covers parameters that Alipay adds one day', () => {
    const body = sign(params({ added_in_2031: 'a=b c', Zebra: 'x' }));
    expect(translate(body)).toHaveLength(1);
    expect(refusalOf(body.replace('added_in_2031', 'added_in_2032'))).toEqual(refused(401, 'sign'));
  });

  it('of SHA-1, declared as such, is refused although the key is genuine', () => {
    expect(refusalOf(sign(params({ sign_type: 'RSA' }), { algorithm: 'RSA-SHA1' }))).toEqual(
      refused(401, 'sign_type is not RSA2'),
    );
  });

  it('of SHA-1, declared as RSA2, is refused', () => {
    expect(refusalOf(sign(params(), { algorithm: 'RSA-SHA1' }))).toEqual(refused(401, 'sign'));
  });

  it.each(['', 'rsa2', 'RSA2 ', 'MD5', 'HMAC', 'toString'])('of the type %j is refused', (type) => {
    expect(refusalOf(sign(params({ sign_type: type })))).toEqual(refused(401, 'sign_type is not RSA2'));
  });

  it('is refused when its base64 is written another way', () => {
    const body = sign(params());
    expect(refusalOf(`${body}%0A`)).toEqual(refused(401, 'sign is not base64'));
    expect(refusalOf(body.replace(/%3D%3D$/, ''))).toEqual(refused(401, 'sign is not base64'));
  });

  it('is refused when it is missing or empty', () => {
    expect(refusalOf('sign_type=RSA2&app_id=1')).toEqual(refused(401, 'sign'));
    expect(refusalOf('sign_type=RSA2&app_id=1&sign=')).toEqual(refused(401, 'sign'));
  });
});

describe('the form', () => {
  it('is decoded once, byte for byte', () => {
    for (const subject of ['%25', '%2525', '100% + 1', 'a+b c', '%2B', 'a=b', '课程 ✓', '\u{feff}x', "~!*()'"]) {
      expect(translate(sign(params({ subject })))).toHaveLength(1);
    }
  });

  it('means a space by + and a plus by %2B', () => {
    const body = sign(params({ subject: 'a b' }));
    expect(body).toContain('subject=%61%20%62');
    expect(translate(body.replace('%61%20%62', 'a+b'))).toHaveLength(1);
    expect(refusalOf(body.replace('%61%20%62', 'a%2Bb'))).toEqual(refused(401, 'sign'));
  });

  it('is refused when what was encoded twice stands for what was encoded once', () => {
    const body = sign(params({ subject: '%25' }));
    expect(refusalOf(body.replace('%25%32%35', '%25'))).toEqual(refused(401, 'sign'));
    expect(refusalOf(body.replace('%25%32%35', '%2525%32%35'))).toEqual(refused(401, 'sign'));
  });

  it('may stand on the wire as raw bytes', () => {
    const body = sign(params({ subject: '课程' }));
    expect(translate(Buffer.from(body.replace(percentEncode('课程'), '课程')))).toHaveLength(1);
  });

  it.each([
    ['empty', '', 'not a form'],
    ['JSON', '{"trade_status":"TRADE_SUCCESS"}', 'not a form'],
    ['a name without a value', 'a&b=1', 'not a form'],
    ['an empty entry', 'a=1&&b=1', 'not a form'],
    ['an empty name', '=1', 'odd name'],
    ['a cut percent-encoding', 'a=%4', 'percent-encoding'],
    ['a percent-encoding that is not hexadecimal', 'a=%zz', 'percent-encoding'],
    ['a malformed percent-encoding in a name', '%=1', 'percent-encoding'],
    ['__proto__', '__proto__=1', 'odd name'],
    ['__proto__ encoded', '%5F_proto__=1', 'odd name'],
    ['constructor', 'constructor=1', 'odd name'],
    ['hasOwnProperty', 'hasOwnProperty=1', 'odd name'],
    ['brackets', 'a[]=1', 'odd name'],
    ['a name that is no ASCII', '%E8%AF%BE=1', 'odd name'],
    ['a repeated parameter', 'a=1&a=1', 'a is repeated'],
    ['a repeated parameter, encoded another way', 'a=1&%61=2', 'a is repeated'],
  ])('is refused: %s', (_, body, reason) => {
    expect(refusalOf(body)).toEqual(refused(400, reason));
  });

  it('is refused when a signed notification carries an odd or repeated parameter besides', () => {
    const body = sign(params());
    for (const added of ['__proto__=1', 'constructor=', 'trade_status=TRADE_SUCCESS', 'total_amount=88.80', 'sign_type=RSA2']) {
      expect(refusalOf(`${body}&${added}`)).toEqual(refused(400, /odd name|repeated/));
    }
  });

  it('is refused when a parameter hides in the value before it, which leaves the signed bytes as they were', () => {
    const all = { ...params(), gmt_refund: '2026-03-02 00:00:00', out_biz_no: 'R1', refund_fee: '10.00', refund_e: 'x' };
    const { refund_fee, ...rest } = all;
    const genuine = new URLSearchParams(sign(all));
    const hidden = { ...rest, refund_e: `x&refund_fee=${refund_fee}`, sign_type: 'RSA2', sign: genuine.get('sign') ?? '' };
    expect(translate(genuine.toString())).toMatchObject([{ event: 'partially_refunded' }]);
    expect(refusalOf(new URLSearchParams(hidden).toString())).toEqual(refused(400, 'refund_e hides another one'));
  });
});

describe("Alipay's public keys", () => {
  it('are taken as PEM, as PEM with its line ends escaped, and as bare base64', () => {
    const escaped = ALIPAY.publicKey.replaceAll('\n', '\\n');
    for (const key of [ALIPAY.publicKey, escaped, bareBase64(ALIPAY.publicKey), ` ${bareBase64(ALIPAY.publicKey)}\n`]) {
      expect(createAlipay({ ...SETTINGS, publicKeys: [key] }).translate(notification(sign(params())))).toHaveLength(1);
    }
  });

  it('are refused at the start when one of them is none, and the error does not quote it', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const { privateKey } = keyPair();
    for (const key of ['', 'not-a-key', ec, privateKey, bareBase64(privateKey)]) {
      const create = () => createAlipay({ ...SETTINGS, publicKeys: [ALIPAY.publicKey, key] });
      expect(create).toThrow(new Error('ALIPAY_PUBLIC_KEY 2 of 2 is not an RSA public key (PEM or bare base64)'));
    }
    expect(() => createAlipay({ ...SETTINGS, publicKeys: [] })).toThrow('ALIPAY_PUBLIC_KEY is empty');
  });
});

test('NotificationRefused is what a refusal is an instance of', () => {
  expect(refusalOf('')).toBeInstanceOf(NotificationRefused);
});
