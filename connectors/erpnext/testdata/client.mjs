// Frappe's own client against the site at argv[2]: prints what it made of every answer.
import { FrappeApp } from "frappe-js-sdk";

const [base, token, child, gone] = process.argv.slice(2);
const out = {};
const site = (word) => new FrappeApp(base, { useToken: true, token: () => word, type: "token" });

async function step(name, run) {
  try {
    out[name] = await run();
  } catch (e) {
    out[name] = { thrown: e.httpStatus, exception: e.exception, type: e.exc_type };
  }
}

const db = site(token).db();
const call = site(token).call();
await step("stranger", () => site("a:b").db().getDocList("Customer", {}));
await step("user", () => site(token).auth().getLoggedInUser());
await step("list", () => db.getDocList("Customer", { fields: ["name", "customer_name"], orderBy: { field: "name", order: "asc" }, limit: 2 }));
await step("found", () => db.getDocList("Customer", { fields: ["name"], filters: [["customer_name", "=", "SDK 客户"]] }));
await step("changed", () => db.getDocList("Customer", { fields: ["name"], filters: [["modified", ">=", "2020-01-01 00:00:00"], ["modified", "<", "2020-01-02 00:00:00"]] }));
await step("column", () => db.getDocList("Customer", { fields: ["no_such"] }));
await step("count", () => db.getCount("Customer"));
await step("read", async () => (await db.getDoc("Customer", child)).customer_name);
await step("missing", () => db.getDoc("Customer", gone));
await step("write", async () => (await db.updateDoc("Customer", child, { group_tier: "A" })).group_tier);
await step("choice", () => db.updateDoc("Customer", child, { group_tier: "Core" }));
await step("write missing", () => db.updateDoc("Customer", gone, { group_tier: "A" }));
await step("batch", () => call.post("frappe.client.bulk_update", { docs: JSON.stringify([
  { doctype: "Customer", docname: child, group_tier: "B" }, { doctype: "Customer", docname: gone, group_tier: "B" }]) }));
await step("batch of lists", () => call.post("frappe.client.bulk_update", { docs: [] }));
await step("method", () => call.get("frappe.client.no_such", { doctype: "Customer" }));
console.log(JSON.stringify(out));
