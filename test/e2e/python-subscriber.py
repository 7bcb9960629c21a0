"""A subscriber of paynotify in Python: bookkeeping, told every payment result.

    pip install temporalio==1.35.0
    python python-subscriber.py          # TEMPORAL_ADDRESS (127.0.0.1:7233), TEMPORAL_NAMESPACE (default)

It hears of results from the moment it is registered, in any order with starting it:

    curl $API_URL/subscribers -H "authorization: Bearer $API_TOKEN" -H 'content-type: application/json' \
      -d '{"name": "bookkeeping", "kind": "activity", "taskQueue": "bookkeeping"}'
"""

import asyncio
import json
import os
import signal

from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

TASK_QUEUE = "bookkeeping"
ACCOUNTS = {"60201": "4400 course fees"}

# Stands for a table with a unique key: a result may be told twice, and must be booked once.
booked: set[str] = set()


@activity.defn(name="onPaymentResult")
async def on_payment_result(message: dict) -> None:
    """Returns when the result is booked. Any exception means: tell me again later, by the subscriber's retry policy."""
    account = ACCOUNTS.get(message["orderType"])
    if account is None:
        # This type says that trying again is of no use: the delivery is parked at once and waits for a person.
        raise ApplicationError(f"no account for order type {message['orderType']}", type="PermanentError")
    if message["idempotencyKey"] in booked:
        return
    booked.add(message["idempotencyKey"])
    print(json.dumps({"account": account, **message}), flush=True)


async def main() -> None:
    client = await Client.connect(
        os.environ.get("TEMPORAL_ADDRESS", "127.0.0.1:7233"),
        namespace=os.environ.get("TEMPORAL_NAMESPACE", "default"),
    )
    stopping = asyncio.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(wanted, stopping.set)
    async with Worker(client, task_queue=TASK_QUEUE, activities=[on_payment_result]):
        await stopping.wait()


asyncio.run(main())
