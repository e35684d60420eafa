"""proteus beside the connector on one server: it sees what was written, and works on."""
import json
import sys

from proteus import Model, config

url, renamed, moved, silver = sys.argv[1:]
config.set_xmlrpc(url)
Party, Category = Model.get("party.party"), Model.get("party.category")
out = {"tiers": [[c.name for c in Party(int(i)).categories] for i in (renamed, moved)]}

party = Party(int(renamed))
party.name = "proteus 改名"
party.save()

party = Party(int(moved))
party.categories.pop(0)  # remove() would delete the category itself
party.categories.append(Category(int(silver)))
party.save()

fresh = Party(name="proteus 新客户")
fresh.save()
out["made"] = str(fresh.id)
print(json.dumps(out, ensure_ascii=False))
