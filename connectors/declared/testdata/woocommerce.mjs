// The vendor's client against the shop at argv[2]: prints what it made of every answer.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"; // the certificate is the test's own
const { default: imported } = await import("@woocommerce/woocommerce-rest-api");
const Client = imported.default ?? imported;

const [url, key, secret, id, gone] = process.argv.slice(2);
const out = {};
const shop = (word) => new Client({ url, consumerKey: key, consumerSecret: word, version: "wc/v3" });
const api = shop(secret);

async function step(name, run) {
  try {
    out[name] = await run();
  } catch (e) {
    out[name] = { refused: e.response?.status ?? String(e), code: e.response?.data?.code };
  }
}

await step("stranger", () => shop("cs_wrong").get("customers", { orderby: "id" }));
await step("pages", async () => {
  let seen = 0, pages = 0;
  for (let total = 1; seen < total; pages++) {
    const r = await api.get("customers", { per_page: 100, offset: seen, orderby: "id", order: "asc" });
    total = Number(r.headers["x-wp-total"]);
    seen += r.data.length;
  }
  return [seen, pages];
});
await step("too many", () => api.get("customers", { per_page: 101, orderby: "id" }));
await step("included", async () => (await api.get("customers", { include: `${id},${gone}` })).data.map((c) => [c.id, c.company]));
await step("changed", async () => (await api.get("orders", { orderby: "id", modified_after: "2020-01-01T00:00:00", modified_before: "2020-01-02T00:00:00", dates_are_gmt: true })).data.length);
await step("batch", async () => (await api.post("customers/batch", { update: [
  { id: Number(id), meta_data: [{ key: "group_tier", value: "A" }] }, { id: Number(gone), meta_data: [{ key: "group_tier", value: "A" }] }] })).data.update.map((r) => r.error?.code ?? r.meta_data));
await step("too large", () => api.post("customers/batch", { update: Array.from({ length: 101 }, () => ({ id: Number(id) })) }));
await step("no route", () => api.get("nothing"));
console.log(JSON.stringify(out));
