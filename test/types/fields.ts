// Compiled, never run: arguments and outputs are those of the table of fields, no more and no fewer.
import type {
	DeployToken,
	DeployTokenArgs,
	DeployTokenSetArgs,
	DeployTokenSetEntry,
} from "pulumi-gitlab-deploy-tokens";
import type { FieldName, RecordedName, SetDefaultName, SetOnlyName } from "../../provider/model/token/fields";
import { holds, type Same } from "./assertions";

type Keys<T> = T extends unknown ? keyof T : never;
type SetsOwn = "tokens" | "overlap" | "onKeyFailure" | "maxDeletions";

holds<Same<Keys<DeployTokenArgs>, FieldName>>();
holds<Same<Keys<DeployTokenSetEntry>, Exclude<FieldName, SetOnlyName>>>();
holds<Same<Exclude<keyof DeployTokenSetArgs, SetsOwn>, SetDefaultName | SetOnlyName>>();
holds<Same<Exclude<RecordedName, keyof DeployToken>, never>>();
