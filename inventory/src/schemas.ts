import { z } from "zod";
import { configShape } from "./config/config";
import { reportShape } from "./report/report";

/** The published JSON schemas, by file below `schemas/`: generated from the shapes that the code uses. */
export const SCHEMAS = {
	"report.schema.json": schemaOf(reportShape, "output"),
	"config.schema.json": schemaOf(configShape, "input"),
} as const;

/** JSON Schema, draft 2020-12. The schema of the configuration is that of its input, in which defaults may be omitted. */
function schemaOf(shape: z.ZodType, io: "input" | "output"): string {
	return `${JSON.stringify(z.toJSONSchema(shape, { io }), undefined, "\t")}\n`;
}
