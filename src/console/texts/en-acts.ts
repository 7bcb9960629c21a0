/** What can be done, and what came of it: part of the console in English. */
export const acts = {
  what: 'What to do',
  reason: 'Reason',
  keptInPayment: 'The reason is kept in the payment’s history, with your name.',
  keptWithAct: 'The reason is kept with what is done, with your name.',
  noReason: (acts: string) => `No reason is needed for: ${acts}.`,
  retry: 'Retry',
  skip: 'Skip',
  approve: 'Approve',
  reject: 'Reject',
  redeliver: 'Deliver once more',
  pause: 'Pause',
  pauseAgain: 'Pause again',
  resume: 'Resume',
  recover: 'Recover',
  test: 'Send a test',
  hints: {
    retry: 'Retry: the next attempt comes at once.',
    skip: 'Skip: it is never told. That cannot be taken back.',
    approve: 'Approve: it is told as the notification says. That cannot be taken back.',
    reject: 'Reject: nobody is told. That cannot be taken back.',
    redeliver: 'For a subscriber that lost it. One that did not knows the idempotency key, and does nothing.',
    pause: 'Pause: what it has to be told is parked until it is resumed.',
    pauseAgain: 'Pause again: open payments hear of the pause once more, and a pause by the guard becomes yours.',
    resume:
      'Resume: what the pause has parked is delivered. What is parked for other reasons waits: Recover is offered once it is active.',
    recover: 'Recover: what is parked or retrying for it is tried at once; how many payments are asked is said first.',
    test: 'Send a test: it is told a test message, and nothing is changed.',
  },
  onlyReject:
    'No order of ours has this pay number, so that it cannot be approved: nobody would know what was bought. Once there is one, look at this page again.',
  notWhileAway: 'While that lasts, nothing can be done here.',
  testFailed: (name: string, error: string) => `The test did not reach ${name}: ${error}`,
  confirmRecover: (name: string, payments: number) =>
    `Of ${payments === 1 ? 'the 1 open payment' : `all ${payments} open payments`}, what is parked or retrying for ${name} is tried at once. That cannot be taken back.`,
  notYet: 'Not yet',
  done: {
    retry: 'Another attempt was asked for. What came of it is shown below in a moment.',
    skip: 'Skipping it was asked for. It takes effect in a moment.',
    approve: 'Approved. Who has been told is shown below.',
    reject: 'Rejected: nobody is told.',
    redeliver: 'It was asked to be delivered once more. What came of it is shown below in a moment.',
    pause: 'Paused: its deliveries are parked from now on.',
    resume: 'Resumed: what the pause had parked is delivered from now on. What is parked for other reasons waits for Recover.',
    recover: 'What is parked or retrying is tried again from now on.',
    test: 'The test was delivered.',
  } as Record<string, string>,
  untold: {
    pause:
      'Paused: of what comes from now on it is told nothing. But Temporal does not answer, and open payments have not heard of it: they go on telling it. Choose Pause again once Temporal is back.',
    resume:
      'Resumed: what comes from now on it is told. But Temporal does not answer, and what the pause has parked has not heard of it. Choose Recover once Temporal is back.',
  },
};

/** The page of the subscribers: part of the console in English. */
export const registry = {
  name: 'Name',
  hears: 'Hears of',
  told: 'Told through',
  status: 'Status',
  parked: 'Parked',
  everything: 'every result',
  everyType: 'every order type',
  orderTypes: (types: string) => `order types ${types}`,
  operator: 'what operators must know',
  active: 'Active',
  paused: (by: string) => `Paused by ${by}`,
  because: (reason: string) => `“${reason}”, `,
  nextProbe: 'Next probe ',
  guardWorkflow: 'The guard in Temporal’s Web UI',
  parkedCount: (count: number) => (count === 1 ? '1 payment' : `${count} payments`),
  nobody: 'Nobody subscribes yet. POST /subscribers adds somebody.',
  caption: 'Who is told, and how they stand',
  temporalAway:
    'Temporal does not answer: how many payments are parked, whether anybody polls the queues, and why somebody is paused is not known at the moment. Pause and Resume are kept; open payments do not hear of them until they are said again.',
};
