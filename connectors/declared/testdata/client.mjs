// pipedrive, the vendor's client for Node, on the fake: what it does must work, what
// is refused must be refused.
import { Configuration, DealsApi, OrganizationsApi } from "pipedrive/v2";

const [base, token, tier, score, id, gone] = process.argv.slice(2);
const out = {};
const step = async (name, run) => {
  try {
    out[name] = await run();
  } catch (e) {
    out[name] = { refused: e.response?.data ?? e }; // the client throws the answer itself
  }
};
const organizations = new OrganizationsApi(new Configuration({ apiKey: token, basePath: base }));

await step("stranger", () => new OrganizationsApi(new Configuration({ apiKey: "wrong", basePath: base })).getOrganizations({}));
await step("pages", async () => {
  let seen = 0, cursor, pages = 0;
  do {
    const p = await organizations.getOrganizations({ limit: 100, cursor, sort_by: "id", sort_direction: "asc" });
    seen += p.data.length;
    cursor = p.additional_data.next_cursor ?? undefined;
    pages++;
  } while (cursor);
  return { seen, pages };
});
await step("too many", () => organizations.getOrganizations({ limit: 501 }));
await step("ids", async () => (await organizations.getOrganizations({ ids: [id, gone] })).data.map((o) => [o.id, o.name, o.custom_fields[tier]]));
await step("later", async () => (await organizations.getOrganizations({ updated_since: "2100-01-01T00:00:00Z" })).data.length);
await step("update", async () => {
  const r = await organizations.updateOrganization({ id: Number(id), UpdateOrganizationRequest: { custom_fields: { [tier]: "A", [score]: 87.5 } } });
  return [r.success, r.data.custom_fields[tier], r.data.custom_fields[score]];
});
await step("gone", () => organizations.updateOrganization({ id: Number(gone), UpdateOrganizationRequest: { custom_fields: { [tier]: "A" } } }));
await step("unknown", () => organizations.updateOrganization({ id: Number(id), UpdateOrganizationRequest: { custom_fields: { ["f".repeat(40)]: "A" } } }));
await step("deals", async () => (await new DealsApi(new Configuration({ apiKey: token, basePath: base })).getDeals({ limit: 10 })).data.map((d) => d.title));
console.log(JSON.stringify(out));
