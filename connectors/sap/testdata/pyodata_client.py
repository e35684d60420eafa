"""pyodata on the fake: what it does must work, what is refused must be refused."""
import json
import sys

import pyodata
import requests

base, user, password, one, other, gone = sys.argv[1:]
url = base + "/sap/opu/odata/sap/API_BUSINESS_PARTNER/"
out = {}


def step(name, run):
    try:
        out[name] = run()
    except pyodata.exceptions.HttpError as e:
        out[name] = {"thrown": e.response.status_code, "said": getattr(e.response, "text", str(e))}


session = requests.Session()
session.auth = (user, "wrong")
step("stranger", lambda: pyodata.Client(url, session) and True)
session.auth = (user, password)
client = pyodata.Client(url, session)
partners = client.entity_sets.A_BusinessPartner
step("types", lambda: sorted(s.name for s in client.schema.entity_sets))
step("read", lambda: partners.get_entity(one).execute().OrganizationBPName1)
step("missing", lambda: partners.get_entity(gone).execute().BusinessPartner)
step("found", lambda: [p.BusinessPartner for p in partners.get_entities().filter("YY1_TierDate_bus ge datetime'2026-01-01T00:00:00' and OrganizationBPName1 eq 'O''Brien'").execute()])
step("day", lambda: str(partners.get_entity(one).execute().YY1_TierDate_bus)[:10])
step("score", lambda: str(partners.get_entity(one).execute().YY1_GroupScore_bus))
step("counted", lambda: partners.get_entities().count(inline=True).top(2).execute().total_count)
step("expanded", lambda: [a.CityName for a in partners.get_entities().expand("to_BusinessPartnerAddress").filter("BusinessPartner eq '%s'" % one).execute()[0].to_BusinessPartnerAddress])
step("no token", lambda: partners.update_entity(one).set(SearchTerm1="X").execute())
answer = session.get(url, headers={"X-CSRF-Token": "Fetch"})
session.headers["X-CSRF-Token"] = answer.headers["X-CSRF-Token"]
step("no tag", lambda: partners.update_entity(one).set(SearchTerm1="X").execute())
session.headers["If-Match"] = "*"
step("patched", lambda: partners.update_entity(one).set(SearchTerm1="X").execute())
step("too long", lambda: partners.update_entity(one).set(YY1_CustomerTier_bus="GOLDGOLDGOLD").execute())
step("no code", lambda: partners.update_entity(one).set(YY1_CustomerTier_bus="TIN").execute())


def batch():
    sets = []
    for key, tier in ((one, "GOLD"), (other, "SILVER")):
        changes = client.create_changeset("set" + key)
        change = partners.update_entity(key).set(YY1_CustomerTier_bus=tier)
        change.add_headers({"If-Match": "*"})
        changes.add_request(change)
        sets.append(changes)
    run = client.create_batch("batch_x")
    for changes in sets:
        run.add_request(changes)
    return len(run.execute())


step("batch", batch)
print(json.dumps(out, ensure_ascii=False))
