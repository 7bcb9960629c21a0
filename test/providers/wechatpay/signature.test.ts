import { createSign } from 'node:crypto';
import type { NotificationRefused } from '../../../src/domain/errors.ts';
import type { Notification } from '../../../src/providers/provider.ts';
import { createWeChatPay } from '../../../src/providers/wechatpay/index.ts';
import { bareBase64 } from '../alipay/fixture.ts';
import { withHeader } from '../alterations.ts';
import { clear, KEYS, MERCHANT, PAID_AT, SETTINGS, sign, signBody } from './fixture.ts';

const wechatpay = createWeChatPay(SETTINGS);
const genuine = sign(clear());

function refusalOf(notification: Notification): NotificationRefused {
  try {
    wechatpay.translate(notification);
  } catch (error) {
    return error as NotificationRefused;
  }
  throw new Error('was taken');
}

describe('a signature probe', () => {
  it.each(['WECHATPAY/SIGNTEST/', 'WECHATPAY/SIGNTEST/b0dyZ3h5==', 'WECHATPAY/SIGNTEST/!'])('is refused quietly: %s', (probe) => {
    const refusal = refusalOf(withHeader(genuine, 'wechatpay-signature', probe));
    expect(refusal).toMatchObject({ name: 'NotificationRefused', status: 401, isQuiet: true });
  });

  it('is what it is by its signature alone: every other refusal is heard', () => {
    for (const signature of ['wechatpay/signtest/x', 'XWECHATPAY/SIGNTEST/x', 'AAAA'])
      expect(refusalOf(withHeader(genuine, 'wechatpay-signature', signature)).isQuiet).toBe(false);
  });
});

describe('the serial', () => {
  it.each(['PUB_KEY_ID_0000000000000000000000000000000000', 'constructor', '__proto__'])(
    'that is unknown is refused: %s',
    (serial) => {
      const refusal = refusalOf(withHeader(genuine, 'wechatpay-serial', serial));
      expect(refusal).toMatchObject({ status: 401, message: 'wechatpay-serial is of no key that is configured' });
    },
  );

  it('says which key it is: another key that is configured does not do', () => {
    const rotating = createWeChatPay({
      ...SETTINGS,
      publicKeys: [...SETTINGS.publicKeys, `OTHER=${bareBase64(KEYS.next.publicKey)}`],
    });
    expect(rotating.translate(genuine)).toHaveLength(1);
    expect(() => rotating.translate(withHeader(genuine, 'wechatpay-serial', 'OTHER'))).toThrow('is not of WeChat Pay');
  });
});

describe('the signature', () => {
  it('of another algorithm is refused', () => {
    const { headers, rawBody } = genuine;
    const signer = createSign('RSA-SHA1').update(
      `${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n${rawBody}\n`,
    );
    const sha1 = signer.sign(KEYS.current.privateKey, 'base64');
    expect(refusalOf(withHeader(genuine, 'wechatpay-signature', sha1)).message).toMatch('is not of WeChat Pay');
  });

  it('is refused when its base64 is written another way', () => {
    const signature = String(genuine.headers['wechatpay-signature']);
    for (const other of [signature.replace(/=+$/, ''), `${signature}=`, ` ${signature}`, signature.replaceAll('+', '-')])
      if (other !== signature) expect(refusalOf(withHeader(genuine, 'wechatpay-signature', other)).status).toBe(401);
  });

  it('is over the bytes on the wire, whatever they mean', () => {
    expect(wechatpay.translate(signBody('{ "event_type" : "PAYSCORE",\n "summary":"\u{1f600} 成功" }\n'))).toEqual([]);
  });

  it('covers the timestamp and the nonce as they stand', () => {
    for (const name of ['wechatpay-timestamp', 'wechatpay-nonce']) {
      const value = String(genuine.headers[name]);
      for (const other of [` ${value}`, `${value} `, `0${value}`, `${value}0`, `+${value}`, `${value}.0`])
        expect(refusalOf(withHeader(genuine, name, other)).status).toBe(401);
    }
  });
});

test.each([
  [300, true],
  [301, false],
  [-300, true],
  [-301, false],
])('a notification that was signed %i s ago is taken: %s', (seconds, taken) => {
  const later = createWeChatPay({ ...SETTINGS, now: () => PAID_AT.getTime() + seconds * 1000 });
  if (taken) expect(later.translate(genuine)).toHaveLength(1);
  else expect(() => later.translate(genuine)).toThrow(expect.objectContaining({ status: 401 }));
});

test("without a clock of its own it is the machine's", () => {
  const { now, ...settings } = SETTINGS;
  expect(() => createWeChatPay(settings).translate(genuine)).toThrow('the timestamp is');
});

test('a public key is taken as PEM, as PEM with its line ends escaped, and as bare base64', () => {
  const { serial, publicKey } = KEYS.current;
  for (const key of [publicKey, publicKey.replaceAll('\n', '\\n'), bareBase64(publicKey)]) {
    const settings = { ...SETTINGS, ...MERCHANT, publicKeys: [`${serial}=${key}`] };
    expect(createWeChatPay(settings).translate(genuine)).toHaveLength(1);
  }
});
