import type { FastifyInstance } from 'fastify';
import { serveAssets } from './assets.ts';
import { takeForms } from './forms.ts';
import { problemPage } from './pages/problem.ts';
import type { ConsoleParts } from './parts.ts';
import { sendProblemPage } from './problems.ts';
import { payment } from './routes/payment.ts';
import { payments } from './routes/payments.ts';
import { signIn } from './routes/sign-in.ts';
import { subscribers } from './routes/subscribers.ts';
import { createSessions } from './sessions.ts';
import { recognise, requireSignedIn } from './signed-in.ts';
import { sendPage, visitOf } from './visit.ts';

/** Nothing but the two files beside the pages is loaded, and no page is shown within another. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join(';');

/** The operators' console: pages for people, over what the API's routes are made of. Register it under /console. */
export async function operatorConsole(app: FastifyInstance, { parts }: { parts: ConsoleParts }): Promise<void> {
  const sessions = createSessions(parts.apiTokens);
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', CONTENT_SECURITY_POLICY);
    // With no referrer at all a browser hides where a form comes from, too.
    reply.header('referrer-policy', 'same-origin');
  });
  takeForms(app);
  recognise(app, sessions);
  app.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, hide: true }; // in the API's document: it is for programs
  });
  app.setErrorHandler(sendProblemPage);
  app.setNotFoundHandler((request, reply) => {
    const visit = visitOf(request);
    const main = problemPage(visit.texts, { detail: visit.texts.errors.notFound });
    return sendPage(reply, visit, { title: visit.texts.errors.title, main, status: 404 });
  });
  serveAssets(app);
  await app.register(signIn, { sessions });
  await app.register(async (signedIn) => {
    signedIn.addHook('onRequest', requireSignedIn);
    signedIn.get('/', (_request, reply) => reply.redirect('/console/payments', 303));
    await signedIn.register(payments, parts);
    await signedIn.register(payment, parts);
    await signedIn.register(subscribers, parts);
  });
}
