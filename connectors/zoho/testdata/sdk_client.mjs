// Drives the vendor's own client against the server at argv[2] and prints what
// it made of every answer as one JSON object.
import * as sdk from "@zohocrm/nodejs-sdk-8.0";

const [base, clientID, clientSecret, refreshToken, id, lockedID] = process.argv.slice(2);
const { Record, Fields, Coql, ParameterMap, HeaderMap, Choice } = sdk;
const out = {};

class Memory extends sdk.TokenStore.TokenStore {
  token = null;
  async findToken(token) { return this.token; }
  async findTokenById() { return this.token; }
  async saveToken(token) { token.setId("1"); this.token = token; }
  async deleteToken() { this.token = null; }
  async getTokens() { return this.token ? [this.token] : []; }
  async deleteTokens() { this.token = null; }
}

const loginWith = (secret) => new sdk.OAuthBuilder().clientId(clientID).clientSecret(secret).refreshToken(refreshToken).build();

async function start(secret) {
  await (await new sdk.InitializeBuilder())
    .environment(new sdk.Environment(base, base + "/oauth/v2/token", base))
    .token(loginWith(secret))
    .store(new Memory())
    .SDKConfig(new sdk.SDKConfigBuilder().autoRefreshFields(false).pickListValidation(false).build())
    .logger(new sdk.LogBuilder().level(sdk.Levels.OFF).filePath("sdk.log").build())
    .resourcePath(process.cwd())
    .initialize();
}

// plain shows what a call gave, by the names of the client's own classes.
function plain(answer) {
  if (answer === null || answer === undefined) return null;
  const status = answer.getStatusCode();
  const object = status === 204 || status === 304 ? null : answer.getObject();
  return { status, kind: object ? object.constructor.name : null, object };
}

function results(answer) {
  const p = plain(answer);
  if (!p.object || !p.object.getData) return { status: p.status, kind: p.kind, code: p.object?.getCode?.().getValue() };
  return { status: p.status, each: p.object.getData().map((r) => ({
    kind: r.constructor.name, code: r.getCode().getValue(), state: r.getStatus().getValue(),
    id: String(r.getDetails().get("id") ?? ""), field: r.getDetails().get("api_name") ?? null,
    action: r.getAction?.()?.getValue() ?? null, duplicate: r.getDuplicateField?.() ?? null })) };
}

const record = (id, values) => {
  const r = new Record.Record();
  if (id) r.setId(BigInt(id));
  for (const [k, v] of Object.entries(values)) r.addKeyValue(k, v);
  return r;
};

const body = (...records) => {
  const b = new Record.BodyWrapper();
  b.setData(records);
  b.setTrigger([]);
  return b;
};

async function attempt(name, f) {
  try { out[name] = await f(); } catch (e) { out[name] = { thrown: e.code ?? String(e), message: e.message ?? null, cause: String(e.cause ?? "") }; }
}

await attempt("stranger", () => start(clientSecret + "x"));
await start(clientSecret);

const accounts = new Record.RecordOperations("Accounts");

await attempt("fields", async () => {
  const params = new ParameterMap();
  await params.add(Fields.GetFieldsParam.MODULE, "Accounts");
  const p = plain(await new Fields.FieldsOperations().getFields(params));
  const of = (name) => p.object.getFields().find((f) => f.getAPIName() === name);
  const tier = of("Group_Tier");
  return { status: p.status, type: tier.getDataType(), json: tier.getJsonType(), custom: tier.getCustomField(), id: String(tier.getId()),
    options: tier.getPickListValues().map((v) => v.getActualValue()), parent: of("Parent_Account").getLookup().getModule().getAPIName(),
    required: of("Account_Name").getSystemMandatory(), locked: of("Modified_Time").getReadOnly() };
});

await attempt("list", async () => {
  const params = new ParameterMap();
  await params.add(Record.GetRecordsParam.FIELDS, "Account_Name,Parent_Account,Modified_Time,Group_Tier");
  await params.add(Record.GetRecordsParam.PER_PAGE, 2);
  await params.add(Record.GetRecordsParam.SORT_BY, "id");
  await params.add(Record.GetRecordsParam.SORT_ORDER, "asc");
  const p = plain(await accounts.getRecords(params));
  const first = p.object.getData()[0];
  const info = p.object.getInfo();
  await params.add(Record.GetRecordsParam.PAGE_TOKEN, info.getNextPageToken());
  const next = plain(await accounts.getRecords(params));
  return { status: p.status, ids: p.object.getData().map((r) => String(r.getId())), name: first.getKeyValue("Account_Name"),
    stamp: first.getModifiedTime() instanceof Date, more: info.getMoreRecords(), parent: p.object.getData()[1].getKeyValue("Parent_Account")?.getKeyValue("name") ?? null,
    next: next.object.getData().map((r) => String(r.getId())) };
});

await attempt("without fields", async () => results(await accounts.getRecords(new ParameterMap())));

await attempt("none", async () => {
  const params = new ParameterMap();
  await params.add(Record.GetRecordsParam.FIELDS, "Subject");
  return plain(await new Record.RecordOperations("Invoices").getRecords(params));
});

await attempt("unchanged", async () => {
  const params = new ParameterMap(), headers = new HeaderMap();
  await params.add(Record.GetRecordsParam.FIELDS, "Account_Name");
  await headers.add(Record.GetRecordsHeader.IF_MODIFIED_SINCE, new Date("2099-01-01T00:00:00Z"));
  return plain(await accounts.getRecords(params, headers));
});

await attempt("deleted", async () => {
  const params = new ParameterMap();
  await params.add(Record.GetDeletedRecordsParam.TYPE, "all");
  const p = plain(await accounts.getDeletedRecords(params, new HeaderMap()));
  return { status: p.status, rows: p.object.getData().map((d) => ({ id: String(d.getId()), name: d.getDisplayName(), type: d.getType(), at: d.getDeletedTime() instanceof Date })),
    more: p.object.getInfo().getMoreRecords() };
});

await attempt("count", async () => {
  const p = plain(await accounts.recordCount(new ParameterMap()));
  return { status: p.status, count: Number(p.object.getCount()) };
});

await attempt("coql", async () => {
  const request = new Coql.BodyWrapper();
  request.setSelectQuery("select id, Account_Name, Owner.email, Modified_Time from Accounts where (Modified_Time >= '2020-01-01T00:00:00+00:00' and id > 0) order by Modified_Time asc, id asc limit 0, 2");
  const p = plain(await new Coql.CoqlOperations().getRecords(request));
  return { status: p.status, rows: p.object.getData().map((r) => [String(r.getId()), r.getKeyValue("Account_Name"), r.getKeyValue("Owner.email")]), more: p.object.getInfo().getMoreRecords() };
});

await attempt("bad coql", async () => {
  const request = new Coql.BodyWrapper();
  request.setSelectQuery("select id from Accounts where id > 0 and id > 1 and id > 2");
  const p = plain(await new Coql.CoqlOperations().getRecords(request));
  return { status: p.status, kind: p.kind, code: p.object.getCode().getValue() };
});

await attempt("update", async () => results(await accounts.updateRecords(body(record(id, { Group_Tier: new Choice("A"), Group_Score: 87.5 })))));
await attempt("mixed", async () => results(await accounts.updateRecords(body(record(id, { Group_Tier: new Choice("B") }), record("99", { Group_Tier: new Choice("A") }), record(lockedID, { Group_Tier: new Choice("A") })))));
await attempt("none written", async () => results(await accounts.updateRecords(body(record("99", { Group_Tier: new Choice("A") })))));

await attempt("upsert", async () => {
  const b = body(record(null, { Account_Name: "Upserted", Group_Customer_Id: "G-1" }), record(null, { Account_Name: "Upserted again", Group_Customer_Id: "G-1" }));
  b.setDuplicateCheckFields(["Group_Customer_Id"]);
  return results(await accounts.upsertRecords(b));
});
await attempt("upsert by a field that is not unique", async () => {
  const b = body(record(null, { Account_Name: "X", Billing_City: "Y" }));
  b.setDuplicateCheckFields(["Billing_City"]);
  return results(await accounts.upsertRecords(b));
});

await attempt("made", async () => {
  const f = new Fields.Fields(), b = new Fields.BodyWrapper(), params = new ParameterMap();
  f.setFieldLabel("Group Rank");
  f.setDataType("double");
  b.setFields([f]);
  await params.add(Fields.CreateFieldParam.MODULE, "Accounts");
  const p = plain(await new Fields.FieldsOperations().createField(b, params));
  return { status: p.status, each: p.object.getFields().map((r) => r.getCode().getValue()) };
});
await attempt("changed", async () => {
  const f = new Fields.Fields(), b = new Fields.BodyWrapper(), params = new ParameterMap(), option = new Fields.PickListValue();
  option.setDisplayValue("E");
  option.setActualValue("E");
  f.setId(BigInt(out.fields.id));
  f.setPickListValues([option]);
  b.setFields([f]);
  await params.add(Fields.UpdateFieldsParam.MODULE, "Accounts");
  const p = plain(await new Fields.FieldsOperations().updateFields(b, params));
  return { status: p.status, each: p.object.getFields().map((r) => r.getCode().getValue()) };
});

console.log(JSON.stringify(out, (k, v) => (typeof v === "bigint" ? String(v) : v)));
