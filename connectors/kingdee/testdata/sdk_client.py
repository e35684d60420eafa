"""Runs the vendor's own client against a server and prints what came of it.

Arguments: address, account set, user, app id, app secret, customer id."""
import json
import sys

from k3cloud_webapi_sdk.main import K3CloudApiSdk

address, acct, user, app, secret, customer = sys.argv[1:7]
sdk = K3CloudApiSdk(address)
sdk.InitConfig(acct, user, app, secret, address)

before = json.loads(sdk.ExecuteBillQuery({
    "FormId": "BD_Customer", "FieldKeys": "FCUSTID,FNumber,FName,F_PAEZ_Tier",
    "FilterString": "FCUSTID=" + customer, "OrderString": "FCUSTID ASC", "TopRowCount": 0, "StartRow": 0, "Limit": 10, "SubSystemId": ""}))
objects = json.loads(sdk.BillQuery({"FormId": "BD_Customer", "FieldKeys": "FNumber,FName", "FilterString": "FName like '%SDK%'"}))
saved = json.loads(sdk.Save("BD_Customer", {
    "NeedUpDateFields": ["F_PAEZ_Tier", "F_PAEZ_Score"], "NeedReturnFields": ["FNumber"], "IsDeleteEntry": "false",
    "Model": {"FCUSTID": int(customer), "F_PAEZ_Tier": "A", "F_PAEZ_Score": 87.5}}))
batch = json.loads(sdk.BatchSave("BD_Customer", json.dumps({
    "NeedUpDateFields": ["F_PAEZ_Reason"], "IsDeleteEntry": "false",
    "Model": [{"FCUSTID": int(customer), "F_PAEZ_Reason": "集团收入第一"}, {"FCUSTID": 999999999, "F_PAEZ_Reason": "x"}]})))
viewed = json.loads(sdk.View("BD_Customer", {"Id": customer}))
info = json.loads(sdk.QueryBusinessInfo({"FormId": "BD_Customer"}))
refused = json.loads(sdk.ExecuteBillQuery({"FormId": "BD_Customer", "FieldKeys": "FNoSuch", "FilterString": ""}))
try:
    plain = sdk.ExecuteBillQuery({"FormId": "BD_Customer", "FieldKeys": "FNumber", "FilterString": "客户='x'"})
except RuntimeError as err:
    plain = "raised: " + str(err)

wrong = K3CloudApiSdk(address)
wrong.InitConfig(acct, user, app, "not-the-secret", address)
stranger = json.loads(wrong.ExecuteBillQuery({"FormId": "BD_Customer", "FieldKeys": "FNumber"}))

print(json.dumps({"before": before, "objects": objects, "saved": saved, "batch": batch, "viewed": viewed, "session": sdk.cookiesStore.SID != "",
                  "forms": info["Result"]["NeedReturnData"]["Id"], "refused": refused, "plain": plain, "stranger": stranger}, ensure_ascii=False))
