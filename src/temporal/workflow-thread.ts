// The thread in which the SDK runs workflow code, as the SDK starts it itself, but with stack traces that are made when somebody asks.
import './lazy-stack-traces.ts';
import '@temporalio/worker/lib/workflow/workflow-worker-thread.js';
