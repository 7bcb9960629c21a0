import type { ApiToken } from '../../src/api/authentication.ts';
import { createSessions, SESSION_SECONDS } from '../../src/console/sessions.ts';

const TOKENS = [
  { name: 'berta', token: 'token-of-berta' },
  { name: 'anna.b', token: 'token-of-anna' },
];
const NOW = new Date('2026-11-24T08:00:00Z');
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
const sessions = createSessions(TOKENS);
const begun = (): string => sessions.begin('token-of-anna', NOW) ?? '';

test('who brings a token is known by its name until the session ends', () => {
  expect(sessions.nameOf(begun(), NOW)).toBe('anna.b');
  expect(sessions.nameOf(begun(), later(SESSION_SECONDS - 1))).toBe('anna.b');
  expect(sessions.nameOf(begun(), later(SESSION_SECONDS))).toBeUndefined();
});

test('another process with the same tokens knows him too', () => {
  expect(createSessions(TOKENS).nameOf(begun(), NOW)).toBe('anna.b');
});

test.each(['', 'token-of-nobody', 'token-of-ann', 'token-of-annaa', 'anna.b'])('nobody begins one with %p', (token) => {
  expect(sessions.begin(token, NOW)).toBeUndefined();
});

test('a token is not in the cookie', () => {
  expect(Buffer.from(begun(), 'base64').toString('latin1')).not.toContain('token-of-anna');
  expect(begun()).not.toContain('token-of-anna');
});

test('a token that is changed or taken away ends its sessions', () => {
  const [berta, anna] = TOKENS;
  expect(createSessions([berta, { ...anna, token: 'another-token' }] as typeof TOKENS).nameOf(begun(), NOW)).toBeUndefined();
  expect(createSessions([berta] as typeof TOKENS).nameOf(begun(), NOW)).toBeUndefined();
});

test('who has two tokens, while they rotate, is known by either until it is taken away', () => {
  const [, anna] = TOKENS as [ApiToken, ApiToken];
  const newer = { ...anna, token: 'newer-token-of-anna' };
  const rotating = createSessions([anna, newer]);
  for (const { token } of [anna, newer]) expect(rotating.nameOf(rotating.begin(token, NOW) ?? '', NOW)).toBe('anna.b');
  const rotated = createSessions([newer]);
  expect(rotated.nameOf(rotating.begin(newer.token, NOW) ?? '', NOW)).toBe('anna.b');
  expect(rotated.nameOf(begun(), NOW)).toBeUndefined();
});

test.each([
  ['the name of somebody else', (cookie: string) => cookie.replace(/^[^.]+/, Buffer.from('berta').toString('base64url'))],
  ['a later end', (cookie: string) => cookie.replace(/\.(\d+)\./, (_, until) => `.${Number(until) + 1}.`)],
  [
    'another signature',
    (cookie: string) => cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')).replace(/\.[^.]{3}([^.]*)$/, '.AAA$1'),
  ],
  ['no signature', (cookie: string) => cookie.replace(/[^.]+$/, '')],
  ['an end that is no number', (cookie: string) => cookie.replace(/\.(\d+)\./, '.1e12.')],
  ['nothing', () => ''],
  ['dots', () => '...'],
])('a cookie with %s is nobody’s', (_, altered) => {
  expect(sessions.nameOf(altered(begun()), NOW)).toBeUndefined();
});
