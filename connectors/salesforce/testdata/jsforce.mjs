// jsforce on the fake: what it does must work, what is refused must be refused.
import jsforce from "jsforce";

const [base, clientId, clientSecret, child, gone, held] = process.argv.slice(2);
const out = {};
const step = async (name, run) => {
  try {
    out[name] = await run();
  } catch (e) {
    out[name] = { thrown: e.errorCode || e.name, said: String(e.message) };
  }
};
const connect = async (secret) => {
  const conn = new jsforce.Connection({ loginUrl: base, instanceUrl: base, version: "66.0", oauth2: { clientId, clientSecret: secret, loginUrl: base } });
  await conn.authorize({ grant_type: "client_credentials" });
  return conn;
};

await step("stranger", () => connect("wrong"));
const conn = await connect(clientSecret);
await step("count", async () => (await conn.query("SELECT COUNT() FROM Account")).totalSize);
await step("all", async () => (await conn.query("SELECT Id, Name FROM Account WHERE Name LIKE 'x'").then(() => "taken")));
await step("fetched", async () => {
  const got = [];
  await new Promise((resolve, reject) => {
    conn.query("SELECT Id FROM Account ORDER BY Id").on("record", (r) => got.push(r.Id)).on("end", resolve).on("error", reject).run({ autoFetch: true, maxFetch: 10000 });
  });
  return { rows: got.length, different: new Set(got).size };
});
await step("related", async () => (await conn.query(`SELECT Name, Owner.Email, Parent.Name, AnnualRevenue, SystemModstamp FROM Account WHERE Id = '${child}'`)).records[0]);
await step("bin", async () => (await conn.query("SELECT Id FROM Account WHERE IsDeleted = true", { scanAll: true })).records.map((r) => r.Id));
await step("quoted", async () => (await conn.query("SELECT Id FROM Account WHERE SystemModstamp > '2026-01-01T00:00:00Z'")).totalSize);
await step("no column", async () => (await conn.query("SELECT Nothing__c FROM Account")).totalSize);
await step("describe", async () => {
  const d = await conn.sobject("Account").describe();
  const f = d.fields.find((x) => x.name === "Group_Tier__c");
  return { type: f.type, restricted: f.restrictedPicklist, values: f.picklistValues.map((v) => v.value), owner: d.fields.find((x) => x.name === "OwnerId").relationshipName };
});
await step("global", async () => (await conn.describeGlobal()).sobjects.some((o) => o.name === "Account" && o.queryable));
await step("deleted", async () => (await conn.sobject("Account").deleted(new Date(Date.now() - 3600e3), new Date(Date.now() + 120e3))).deletedRecords.map((d) => d.id));
await step("updated", async () => (await conn.sobject("Account").updated(new Date(Date.now() - 3600e3), new Date(Date.now() + 120e3))).ids.includes(child));
await step("limits", async () => (await conn.limits()).DailyApiRequests.Max);
await step("usage", async () => conn.limitInfo.apiUsage.limit);
await step("collection", () => conn.sobject("Account").update([{ Id: child, Group_Tier__c: "A", Group_Score__c: 87.5 }, { Id: gone, Group_Tier__c: "A" }, { Id: held, Group_Tier__c: "A" }, { Id: child, Group_Tier__c: "Core" }], { allOrNone: false }));
await step("too many", async () => conn.request({ method: "PATCH", url: "/composite/sobjects", body: JSON.stringify({ allOrNone: false, records: Array.from({ length: 201 }, () => ({ attributes: { type: "Account" }, id: child, Phone: "1" })) }), headers: { "content-type": "application/json" } }));
await step("one", () => conn.sobject("Account").update({ Id: child, Phone: "110" }));
await step("upsert", async () => {
  const rows = [{ Name: "New", Group_Customer_Id__c: "K-1" }];
  const first = await conn.sobject("Account").upsert(rows, "Group_Customer_Id__c", { allOrNone: false });
  const second = await conn.sobject("Account").upsert([{ Name: "New", Group_Customer_Id__c: "K-1" }], "Group_Customer_Id__c", { allOrNone: false });
  return [first[0].created, second[0].created];
});
await step("field", async () => {
  const made = await conn.tooling.sobject("CustomField").create({ FullName: "Account.Group_Word__c", Metadata: { label: "Group Word", type: "Text", length: 40, required: false } });
  const hidden = !(await conn.sobject("Account").describe()).fields.some((f) => f.name === "Group_Word__c");
  const set = (await conn.query("SELECT Id FROM PermissionSet WHERE Name = 'TierLoop'")).records[0].Id;
  await conn.sobject("FieldPermissions").create({ ParentId: set, SobjectType: "Account", Field: "Account.Group_Word__c", PermissionsRead: true, PermissionsEdit: true });
  const seen = (await conn.sobject("Account").describe()).fields.some((f) => f.name === "Group_Word__c");
  return { made: made.success, hidden, seen };
});
await step("bulk query", async () => {
  const stream = await conn.bulk2.query("SELECT Id, Name FROM Account", { pollInterval: 20, pollTimeout: 5000 });
  const rows = await stream.toArray();
  return rows.length;
});
await step("bulk ingest", async () => {
  const done = await conn.bulk2.loadAndWaitForResults({ object: "Account", operation: "update", input: [{ Id: child, Group_Tier__c: "B" }, { Id: gone, Group_Tier__c: "B" }], pollInterval: 20, pollTimeout: 5000 });
  return { good: done.successfulResults.map((r) => r.sf__Id), bad: done.failedResults.map((r) => r.sf__Error), left: done.unprocessedRecords.length };
});
console.log(JSON.stringify(out));
