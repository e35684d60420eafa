// @hubspot/api-client on the fake: what it does must work, what is refused must be
// refused. It uses the paths by version number.
import { Client } from "@hubspot/api-client";

const [base, token, clientId, clientSecret, refreshToken, child, gone] = process.argv.slice(2);
const out = {};
const step = async (name, run) => {
  try {
    out[name] = await run();
  } catch (e) {
    out[name] = { thrown: e.code ?? e.name, body: e.body ?? String(e) };
  }
};
const hubspot = new Client({ accessToken: token, basePath: base, numberOfApiCallRetries: 0 });
const companies = hubspot.crm.companies;

await step("stranger", () => new Client({ accessToken: "wrong", basePath: base }).crm.companies.basicApi.getPage(1));
await step("refreshed", async () => {
  const t = await hubspot.oauth.tokensApi.create("refresh_token", undefined, undefined, clientId, clientSecret, refreshToken);
  return { life: t.expiresIn, kind: t.tokenType };
});
await step("page", async () => {
  const p = await companies.basicApi.getPage(2, undefined, ["name", "group_tier"]);
  return { names: p.results.map((r) => r.properties.name), after: p.paging.next.after !== undefined };
});
await step("all", async () => (await companies.getAll(100)).length);
await step("bin", async () => (await companies.basicApi.getPage(10, undefined, ["name"], undefined, undefined, true)).results.map((r) => [r.id, r.archived]));
await step("search", async () => {
  const r = await companies.searchApi.doSearch({ filterGroups: [{ filters: [{ propertyName: "hs_object_id", operator: "GT", value: "0" }] }], sorts: ["hs_object_id"], properties: ["name"], limit: 200, after: "200" });
  return { total: r.total, rows: r.results.length };
});
await step("too deep", () => companies.searchApi.doSearch({ filterGroups: [], sorts: [], properties: [], limit: 200, after: "9900" }));
await step("read", async () => {
  const r = await companies.batchApi.read({ properties: ["name"], propertiesWithHistory: [], inputs: [{ id: child }, { id: gone }] });
  return { names: r.results.map((x) => x.properties.name), errors: r.errors?.map((e) => [e.category, e.context.ids]) };
});
await step("update", async () => {
  const r = await companies.batchApi.update({ inputs: [{ id: child, properties: { group_tier: "A", group_score: "87.5" } }, { id: gone, properties: { group_tier: "A" } }] });
  return { written: r.results.map((x) => x.id), errors: r.errors?.map((e) => e.category) };
});
await step("bad option", () => companies.batchApi.update({ inputs: [{ id: child, properties: { group_tier: "Core" } }] }));
await step("one", async () => (await companies.basicApi.update(child, { properties: { phone: "110" } })).id);
await step("upsert", async () => {
  const one = { inputs: [{ id: "K-1", idProperty: "group_customer_id", properties: { name: "New" } }] };
  return [(await companies.batchApi.upsert(one)).results[0]._new, (await companies.batchApi.upsert(one)).results[0]._new];
});
await step("property", async () => {
  await hubspot.crm.properties.groupsApi.create("companies", { name: "tierloop", label: "TierLoop" });
  const p = await hubspot.crm.properties.coreApi.create("companies", { groupName: "tierloop", name: "group_word", label: "Group word", type: "string", fieldType: "text" });
  const all = await hubspot.crm.properties.coreApi.getAll("companies");
  return { made: p.name, seen: all.results.some((x) => x.name === "group_word"), readOnly: all.results.find((x) => x.name === "hs_object_id").modificationMetadata.readOnlyValue };
});
await step("again", () => hubspot.crm.properties.coreApi.create("companies", { groupName: "tierloop", name: "group_word", label: "x", type: "string", fieldType: "text" }));
await step("links", async () => {
  const deals = await hubspot.crm.deals.basicApi.getPage(1);
  const r = await hubspot.crm.associations.v4.batchApi.getPage("deals", "companies", { inputs: [{ id: deals.results[0].id }] });
  return r.results[0].to.map((x) => [String(x.toObjectId), x.associationTypes.some((t) => t.label === "Primary")]);
});
console.log(JSON.stringify(out));
