// dynamics-web-api on the fake: what it does must work, what is refused must be refused.
import { DynamicsWebApi } from "dynamics-web-api";

const [base, tenant, clientId, clientSecret, child, gone] = process.argv.slice(2);
const out = {};
const step = async (name, run) => {
  try {
    out[name] = await run();
  } catch (e) {
    out[name] = { thrown: e.status ?? e.name, code: e.code, said: e.message };
  }
};
const form = new URLSearchParams({ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope: base + "/.default" });
const { access_token: token } = await (await fetch(`${base}/${tenant}/oauth2/v2.0/token`, { method: "POST", body: form })).json();
const api = new DynamicsWebApi({ serverUrl: base, dataApi: { version: "9.2" }, onTokenRefresh: async () => token });
const stranger = new DynamicsWebApi({ serverUrl: base, dataApi: { version: "9.2" }, onTokenRefresh: async () => "wrong" });

await step("stranger", () => stranger.retrieveMultiple({ collection: "accounts", select: ["name"] }));
await step("who", async () => (await api.callFunction("WhoAmI")).OrganizationId !== undefined);
await step("page", async () => {
  const r = await api.retrieveMultiple({ collection: "accounts", select: ["name"], filter: "name eq 'SDK 客户' or modifiedon lt 2000-01-01T00:00:00Z", orderBy: ["modifiedon asc"], maxPageSize: 10 });
  return r.value.map((x) => x.name);
});
await step("all", async () => new Set((await api.retrieveAll({ collection: "accounts", select: ["name"] })).value.map((x) => x.accountid)).size);
let link;
await step("tracked", async () => {
  const r = await api.retrieveAll({ collection: "accounts", select: ["name"], trackChanges: true, maxPageSize: 100 });
  link = r.oDataDeltaLink ?? r["@odata.deltaLink"];
  return { rows: r.value.length, link: link !== undefined };
});
await step("filtered", () => api.retrieveMultiple({ collection: "accounts", select: ["name"], filter: "name eq 'x'", trackChanges: true }));
await step("update", async () => api.update({ collection: "accounts", key: child, data: { new_grouptier: 727000000 }, ifmatch: "*" }));
await step("missing", async () => api.update({ collection: "accounts", key: gone, data: { new_grouptier: 727000000 }, ifmatch: "*" }));
await step("bad choice", () => api.update({ collection: "accounts", key: child, data: { new_grouptier: 5 } }));
await step("upsert", async () => {
  await api.upsert({ collection: "accounts", key: "new_groupcustomerid='K1'", data: { name: "New" } });
  await api.upsert({ collection: "accounts", key: "new_groupcustomerid='K1'", data: { name: "Newer" } });
  return (await api.retrieveMultiple({ collection: "accounts", select: ["name"], filter: "new_groupcustomerid eq 'K1'" })).value.map((x) => x.name);
});
await step("batch", async () => {
  api.startBatch();
  api.update({ collection: "accounts", key: child, data: { new_groupscore: 87.5 }, ifmatch: "*", inChangeSet: false });
  api.update({ collection: "accounts", key: gone, data: { new_groupscore: 1 }, ifmatch: "*", inChangeSet: false });
  api.update({ collection: "accounts", key: child, data: { telephone1: "110" }, ifmatch: "*", inChangeSet: false });
  const r = await api.executeBatch({ continueOnError: true });
  return r.map((x) => x?.status ?? x?.error?.code ?? true);
});
await step("multiple", async () => api.callAction({ actionName: "accounts/Microsoft.Dynamics.CRM.UpdateMultiple", action: { Targets: [{ "@odata.type": "Microsoft.Dynamics.CRM.account", accountid: child, websiteurl: "x.example" }] } }).then(() => true));
await step("columns", async () => (await api.retrieveAttributes({ entityKey: "LogicalName='account'", select: ["LogicalName", "AttributeType"] })).value.find((a) => a.LogicalName === "new_grouptier").AttributeType);
await step("choices", async () => (await api.retrieveAttributes({ entityKey: "LogicalName='account'", castType: "Microsoft.Dynamics.CRM.PicklistAttributeMetadata", select: ["LogicalName"], expand: [{ property: "OptionSet" }] })).value.find((a) => a.LogicalName === "new_grouptier").OptionSet.Options.map((o) => o.Value));
console.log(JSON.stringify(out));
