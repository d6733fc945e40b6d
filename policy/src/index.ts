export { policies } from "./policies";
export type { DeclaredToken, InheritableName } from "./view/declared-token";
export { declaredTokens, type PolicyInput } from "./view/declared-tokens";
export { type Maybe, UNKNOWN } from "./view/unknown";
