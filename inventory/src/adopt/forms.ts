import type { Adoptable } from "./adoptable";
import { importFile } from "./import-file";
import { pythonProgram } from "./python";
import { typescriptProgram, typescriptSetProgram } from "./typescript";
import { yamlProgram } from "./yaml";

/** The forms of the file that adopts tokens, by name. */
export const FORMS = {
	typescript: typescriptProgram,
	"typescript-set": typescriptSetProgram,
	yaml: yamlProgram,
	python: pythonProgram,
	"import-file": importFile,
} satisfies Record<string, (tokens: readonly Adoptable[]) => string>;

/** The name of a form. */
export type FormName = keyof typeof FORMS;

/** Every name. */
export const FORM_NAMES = Object.keys(FORMS) as FormName[];
