"""OdooRPC on the fake: what it does must work, what is refused must be refused."""
import json
import sys

import odoorpc

host, port, database, login, key, child, gone = sys.argv[1:]
out = {}


def step(name, run):
    try:
        out[name] = run()
    except odoorpc.error.RPCError as e:
        out[name] = {"thrown": e.info["data"]["name"], "said": str(e)}


odoo = odoorpc.ODOO(host, protocol="jsonrpc", port=int(port), version="17.0")


def execute(model, method, *args, **kw):
    params = {"service": "object", "method": "execute_kw", "args": [database, 7, key, model, method, list(args), kw]}
    return odoo.json("/jsonrpc", params).get("result")


step("version", lambda: odoo.json("/jsonrpc", {"service": "common", "method": "version", "args": []})["result"]["server_version_info"][0])
step("stranger", lambda: odoo.json("/jsonrpc", {"service": "common", "method": "login", "args": [database, login, "wrong"]})["result"])
step("login", lambda: odoo.json("/jsonrpc", {"service": "common", "method": "login", "args": [database, login, key]})["result"])
step("count", lambda: execute("res.partner", "search_count", [["is_company", "=", True]]))
step("found", lambda: execute("res.partner", "search_read", ["|", ["name", "=", "SDK 客户"], ["id", "=", 1]], fields=["name", "parent_id", "vat"]))
step("read", lambda: [r["id"] for r in execute("res.partner", "read", [int(child), int(gone)], ["name"])])
step("field", lambda: execute("res.partner", "search_read", [], fields=["mobile"]))
step("stamp", lambda: execute("res.partner", "search", [["write_date", ">", "2026-01-01T00:00:00Z"]]))
step("write", lambda: execute("res.partner", "write", [int(child)], {"x_group_tier": "A"}))
step("missing", lambda: execute("res.partner", "write", [int(child), int(gone)], {"x_group_tier": "B"}))
step("selection", lambda: execute("res.partner", "write", [int(child)], {"x_group_tier": "Core"}))
step("types", lambda: execute("res.partner", "fields_get", [], ["type"])["x_group_tier"]["type"])
print(json.dumps(out, ensure_ascii=False))
