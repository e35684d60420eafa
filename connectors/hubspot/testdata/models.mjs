// Prints the vendor's models, as generated from its OpenAPI description: attributes with their types.
import { createRequire } from "node:module";
import { readdirSync } from "node:fs";

const require = createRequire(import.meta.url);
const out = {};
for (const room of ["companies", "properties"]) {
  const folder = `./node_modules/@hubspot/api-client/lib/codegen/crm/${room}/models/`;
  for (const file of readdirSync(folder)) {
    const name = file.replace(/\.js$/, "");
    const attributes = file.endsWith(".js") && require(folder + file)[name]?.attributeTypeMap;
    if (attributes) out[name] = Object.fromEntries(attributes.map((a) => [a.baseName, a.type]));
  }
}
console.log(JSON.stringify(out));
