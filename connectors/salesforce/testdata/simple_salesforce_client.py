"""simple-salesforce on the fake: what it does must work, what is refused must be refused."""
import json
import sys

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceError

base, client, secret, child, gone = sys.argv[1:]
out = {}


def step(name, run):
    try:
        out[name] = run()
    except SalesforceError as e:
        out[name] = {"thrown": type(e).__name__, "said": str(e.content)}


class Plain(HTTPAdapter):
    """The client knows https alone; the fake speaks http."""

    def send(self, request, **more):
        request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, **more)


token = requests.post(base + "/services/oauth2/token", data={"grant_type": "client_credentials"}, auth=(client, secret), timeout=10).json()
session = requests.Session()
session.mount("https://", Plain())
sf = Salesforce(instance=token["instance_url"].removeprefix("http://"), session_id=token["access_token"], version="66.0", session=session)

step("all", lambda: len({r["Id"] for r in sf.query_all("SELECT Id FROM Account ORDER BY Id")["records"]}))
step("bin", lambda: [r["Id"] for r in sf.query_all("SELECT Id FROM Account WHERE IsDeleted = true", include_deleted=True)["records"]])
step("syntax", lambda: sf.query("SELECT Id FROM"))
step("one", lambda: sf.Account.update(child, {"Phone": "119"}))
step("restricted", lambda: sf.Account.update(child, {"Group_Tier__c": "Core"}))
step("described", lambda: len(sf.Account.describe()["fields"]) > 20)
step("two pages", lambda: [page.count("\n") - 1 for page in sf.bulk2.Account.query("SELECT Id, Name FROM Account", max_records=2000)])
step("ingest", lambda: sf.bulk2.Account.update(records=[{"Id": child, "Group_Tier__c": "C"}, {"Id": gone, "Group_Tier__c": "C"}]))
print(json.dumps(out, ensure_ascii=False))
