import v8 from 'node:v8';
import { globalHandlers } from '@temporalio/worker/lib/workflow/vm-shared.js';

// The SDK puts the stack trace of each promise of a workflow into words when the promise is made, which takes a third of that thread's
// time, and the words are read only when somebody opens the tab Stack Trace. Here only the trace is taken then, and the SDK's own code
// puts it into words when it is read.

/** What the SDK's hook needs of a promise, and where it keeps what it makes of it. */
type Tracked = object & { runId?: string };
type Init = (promise: Tracked, parent?: Tracked) => void;
type Store = { promiseToStack: Map<Tracked, unknown>; childToParent: Map<Tracked, Set<Tracked>> };
type Activator = { info: { runId: string }; promiseStackStore: object };

/** The SDK's `FileLocation`s, one a line. */
type Frames = object[] | undefined;

class Trace {
  readonly parent: Tracked | undefined;
  readonly #error: Error;
  #read: { stack: string | undefined; frames: Frames } | undefined;

  constructor(error: Error, parent: Tracked | undefined) {
    this.#error = error;
    this.parent = parent;
  }

  /** In words; as the SDK wants it, the same as data is left at its handlers. */
  get stack(): string | undefined {
    this.#read ??= this.#putIntoWords();
    handlers.currentStackTrace = this.#read.frames && [...this.#read.frames];
    return this.#read.stack;
  }

  #putIntoWords() {
    handlers.currentStackTrace = undefined;
    const { stack } = this.#error; // V8 calls the SDK's `prepareStackTrace` at the first look only
    return { stack, frames: handlers.currentStackTrace };
  }
}

const handlers = globalHandlers as unknown as { currentStackTrace: Frames; setPromiseHook: () => void };

/** In place of the two maps of one workflow's promises that are not settled: all that the SDK asks of those. */
class LazyStore {
  readonly #traces = new Map<Tracked, Trace>();
  readonly #init: Init;
  /** Until the next change. */
  #words: Store | undefined;

  constructor(init: Init) {
    this.#init = init;
  }

  readonly promiseToStack = this.#mapOf('promiseToStack');
  readonly childToParent = this.#mapOf('childToParent');

  set(promise: Tracked, trace: Trace): void {
    this.#traces.set(promise, trace);
    this.#words = undefined;
  }

  delete(promise: Tracked): void {
    this.#traces.delete(promise);
    this.#words = undefined;
  }

  #mapOf(name: keyof Store) {
    const inWords = () => {
      this.#words ??= this.#inWords();
      return this.#words[name];
    };
    return {
      delete: (promise: Tracked) => this.delete(promise),
      get: (promise: Tracked) => inWords().get(promise),
      keys: () => inWords().keys(),
      values: () => inWords().values(),
    };
  }

  /** The SDK's hook, called late: with a stand-in for each promise that leads it to the trace that was taken in time. */
  #inWords(): Store {
    const store: Store = { promiseToStack: new Map(), childToParent: new Map() };
    const standIns = new Map<Tracked, Tracked>();
    for (const [promise, trace] of this.#traces) standIns.set(promise, standIn(store, trace));
    for (const [promise, { parent }] of this.#traces) {
      this.#init(standIns.get(promise) ?? promise, parent && (standIns.get(parent) ?? parent));
    }
    return store;
  }
}

function standIn(promiseStackStore: Store, trace: Trace): Tracked {
  const globals: Record<string, unknown> = {
    'return globalThis.__TEMPORAL_ACTIVATOR__': { info: {}, promiseStackStore },
    'return globalThis.Error': function TakenThen() {
      return trace;
    },
  };
  return { constructor: { constructor: (code: string) => () => globals[code] } } as Tracked;
}

/** What belongs to the realm that a promise was made in: that of all workflows, or that of this thread's own code. */
type Realm = { activator: () => Activator | undefined; Error: ErrorConstructor };

const realms = new WeakMap<FunctionConstructor, Realm>();

function realmOf(promise: Tracked): Realm {
  const make = promise.constructor.constructor as FunctionConstructor;
  const known = realms.get(make);
  if (known) return known;
  const realm = {
    activator: make('return globalThis.__TEMPORAL_ACTIVATOR__') as Realm['activator'],
    Error: make('return globalThis.Error')(),
  };
  realms.set(make, realm);
  return realm;
}

function hooksOf({ init }: { init: Init }) {
  const storeOf = (activator: Activator): LazyStore => {
    if (activator.promiseStackStore instanceof LazyStore) return activator.promiseStackStore;
    const store = new LazyStore(init);
    activator.promiseStackStore = store;
    return store;
  };
  return {
    init(promise: Tracked, parent?: Tracked): void {
      const realm = realmOf(promise);
      const activator = realm.activator();
      if (!activator) return;
      promise.runId = activator.info.runId; // the SDK finds by it whose an unhandled rejection is
      if (promise !== parent) storeOf(activator).set(promise, new Trace(new realm.Error(), parent));
    },
    settled(promise: Tracked): void {
      const activator = realmOf(promise).activator();
      if (activator) storeOf(activator).delete(promise);
    },
  };
}

const { setPromiseHook } = handlers;

// Only while the SDK sets its hook: Node sets those of AsyncLocalStorage by the same function.
handlers.setPromiseHook = () => {
  const { createHook } = v8.promiseHooks;
  v8.promiseHooks.createHook = (callbacks) => createHook(hooksOf(callbacks as { init: Init }));
  try {
    setPromiseHook.call(handlers);
  } finally {
    v8.promiseHooks.createHook = createHook;
  }
};
