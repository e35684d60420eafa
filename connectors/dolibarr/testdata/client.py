"""dolibarrpy on the fake: what it does must work, what is refused must be refused."""
import json
import sys

from dolibarrpy import DolibarrListError, Dolibarrpy

base, key, child, gone = sys.argv[1:]
out = {}


def step(name, run):
    try:
        out[name] = run()
    except DolibarrListError as e:
        out[name] = {"thrown": str(e)}


def rows(client, size=2, **params):
    return [[r["id"], r["name"]] for r in client.call_list_api_paginated("thirdparties", params, page_limit=size, sleep_between_full_pages=False)]


api = Dolibarrpy(base + "/api/index.php/", key, 16, False)
step("stranger", lambda: rows(Dolibarrpy(base + "/api/index.php/", "wrong", 16, False)))
step("all", lambda: rows(api))
step("customers", lambda: rows(api, size=5, mode=1))
step("changed", lambda: rows(api, sqlfilters=f"(t.tms:>=:'2020-01-01 00:00:00') and (t.rowid:=:{child})"))
step("nothing", lambda: rows(api, sqlfilters="(t.tms:<:'2020-01-01 00:00:00')"))
step("syntax", lambda: rows(api, sqlfilters="t.tms > 0"))
step("column", lambda: rows(api, sqlfilters="(t.no_such:=:1)"))
step("read", lambda: api.get_thirdparty_by_tid(child)["array_options"])
step("missing", lambda: api.get_thirdparty_by_tid(gone))
step("write", lambda: api.update_thirdparty_by_tid(child, {"array_options": {"options_group_tier": "A"}})["array_options"])
step("too long", lambda: api.update_thirdparty_by_tid(child, {"array_options": {"options_group_tier": "x" * 200}}))
step("write missing", lambda: api.update_thirdparty_by_tid(gone, {"array_options": {"options_group_tier": "A"}}))
print(json.dumps(out, ensure_ascii=False))
