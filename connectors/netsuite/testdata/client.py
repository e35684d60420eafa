"""The netsuite client on the fake: what it does must work, what is refused must be refused."""
import asyncio
import json
import sys

from netsuite import Config, NetSuiteRestApi, TokenAuth
from netsuite.exceptions import NetsuiteAPIRequestError

base, account, key, secret, token, token_secret, first = sys.argv[1:]
out = {}


class Api(NetSuiteRestApi):
    """Only the host differs."""

    def _make_url(self, subpath):
        return f"{base}/services/rest{subpath}"


def api(secret):
    return Api(Config(account=account, auth=TokenAuth(consumer_key=key, consumer_secret=secret, token_id=token, token_secret=token_secret)))


async def step(name, call):
    try:
        out[name] = await call
    except NetsuiteAPIRequestError as e:
        out[name] = {"status": e.status_code, "said": e.response_text}


async def main():
    ns = api(secret)
    await step("stranger", api("wrong").suiteql("SELECT id FROM customer ORDER BY id", limit=10))
    await step("first", ns.suiteql("SELECT id, companyname, TO_CHAR(lastmodifieddate, 'YYYY-MM-DD') AS lastmodifieddate FROM customer ORDER BY id", limit=2, offset=0))
    await step("second", ns.suiteql("SELECT id FROM customer ORDER BY id", limit=2, offset=2))
    await step("behind", ns.suiteql(f"SELECT id FROM customer WHERE id > {first} ORDER BY id", limit=10))
    await step("count", ns.suiteql("SELECT COUNT(*) AS n FROM customer", limit=1))
    await step("large", ns.suiteql("SELECT id FROM customer ORDER BY id", limit=1001))
    await step("column", ns.suiteql("SELECT id, no_such FROM customer ORDER BY id", limit=10))
    await step("table", ns.suiteql("SELECT id FROM nothing ORDER BY id", limit=10))
    schema = await ns.jsonschema("customer")
    out["schema"] = {name: schema["properties"][name]["type"] for name in ("companyName", "custentity_group_tier", "addressBook") if name in schema["properties"]}
    await step("path", ns.get("/record/v1/nothing"))


asyncio.run(main())
print(json.dumps(out, ensure_ascii=False))
