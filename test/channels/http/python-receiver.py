"""A subscriber of paynotify over HTTP, in Python: it verifies each call with the Standard Webhooks library of its own language.

    pip install standardwebhooks==1.1.0
    WEBHOOK_SECRET=whsec_... python python-receiver.py     # PORT (8000)

`WEBHOOK_SECRET` is what POST /subscribers answered:

    curl $API_URL/subscribers -H "authorization: Bearer $API_TOKEN" -H 'content-type: application/json' \
      -d '{"name": "shipping", "kind": "http", "url": "https://shipping.example/webhooks"}'
"""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["WEBHOOK_SECRET"])

# Stands for a table with a unique key: a call may come twice, with the same webhook-id.
seen: set[str] = set()


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 when the result is booked; anything but 2xx means: tell me again later, by the subscriber's retry policy."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            event = webhook.verify(body, {name.lower(): value for name, value in self.headers.items()})
        except WebhookVerificationError as error:
            return self.answer(401, str(error))
        if self.headers["webhook-id"] not in seen:
            seen.add(self.headers["webhook-id"])
            print(json.dumps({"id": self.headers["webhook-id"], **event}), flush=True)
        self.answer(204)

    def answer(self, status: int, text: str = "") -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Nothing: what is printed is what was booked."""


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Receiver)
print(json.dumps({"listening": server.server_port}), flush=True)
server.serve_forever()
