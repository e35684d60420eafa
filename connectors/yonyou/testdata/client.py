"""The vendor's client on the fake: what it does must work, what is refused must be refused."""
import json
import sys

from yonbip_open_api_sdk import request_opt, token_opt

base, key, secret, first, second, gone = sys.argv[1:]
out = {}
info = {"app_key": key, "app_secret": secret, "token_url": base}
path = base + "/iuap-api-gateway/yonbip/digitalModel/merchant/"


def step(name, run):
    try:
        out[name] = run()
    except Exception as e:  # it throws no other kind
        out[name] = {"thrown": str(e)}


def call(name, body):
    return request_opt.opt_self_app_request_with_cache("post", path + name, {}, json.dumps(body), {}, info).json()


def page(size, *conditions):
    return {"data": "id,code,pubts", "page": {"pageIndex": 1, "pageSize": size},
            "condition": {"simpleVOs": list(conditions)}, "queryOrders": [{"field": "id", "order": "asc"}]}


def tier(merchant, level):
    row = call("newBatchDetail", [{"id": int(merchant), "belongOrgCode": "101"}])["data"][0]
    return call("newupdate", {"id": int(merchant), "code": row["code"], "name": row["name"], "createOrgCode": row["createOrgCode"], "enterpriseNature": row["enterpriseNature"],
                              "blank": False, "merchantAppliedDetail": {"customerLevelCode": level}})


step("stranger", lambda: token_opt.opt_self_token(key, "wrong", base))
step("token", lambda: sorted(token_opt.opt_self_token(key, secret, base)))
step("list", lambda: [str(r["id"]) for r in call("queryByPage", page(1))["data"]["recordList"]])
step("behind", lambda: [str(r["id"]) for r in call("queryByPage", page(10, {"field": "id", "op": "gt", "value1": first}))["data"]["recordList"]])
step("too large", lambda: call("queryByPage", page(501)))
step("detail", lambda: [[str(r["id"]), r["name"]["simplifiedName"]] for r in call("newBatchDetail", [{"id": int(i), "belongOrgCode": "101"} for i in (second, gone)])["data"]])
step("update", lambda: tier(second, "A"))
step("level", lambda: tier(second, "Z"))
step("incomplete", lambda: call("newupdate", {"id": int(second), "blank": False}))
step("token of nobody", lambda: request_opt.opt_self_app_request_with_access_token("post", path + "queryByPage", {}, json.dumps(page(1)), {}, "YT9").json())
print(json.dumps(out, ensure_ascii=False))
