import { z } from "zod";
import { configShape } from "./config/config";
import { reportShape } from "./report/report";

/** The published JSON schemas, by file below `schemas/`: generated from the shapes that the code uses. */
export const SCHEMAS = {
	"report.schema.json": schemaOf(reportShape, "output"),
	"config.schema.json": schemaOf(configShape, "input"),
} as const;

/** JSON schema draft 2020-12. What a configuration omits has a default, so its schema is that of the input. */
function schemaOf(shape: z.ZodType, io: "input" | "output"): string {
	return `${JSON.stringify(z.toJSONSchema(shape, { io }), undefined, "\t")}\n`;
}
