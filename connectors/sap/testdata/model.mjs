// Prints what SAP publishes of the services, by entity: its elements with type, length and target.
import { readFileSync } from "node:fs";

const out = {};
for (const service of ["business-partner", "sales-order", "billing-document"]) {
  const file = `node_modules/@sap/cloud-sdk-vdm-${service}-service/${service}-service-csn.json`;
  for (const [name, entity] of Object.entries(JSON.parse(readFileSync(file, "utf8")).definitions)) {
    if (entity.kind !== "entity") continue;
    const [service, set] = name.split(".");
    const elements = {};
    for (const [element, e] of Object.entries(entity.elements)) {
      elements[element] = { type: e.type.replace("cds.", ""), length: e.length ?? 0, target: (e.target ?? "").split(".")[1] ?? "", key: e.key === true };
    }
    out[set] = { service, elements };
  }
}
console.log(JSON.stringify(out));
