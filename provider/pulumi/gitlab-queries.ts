// What the functions and components that read GitLab need, loaded by `load-queries` when one of them is called.

export { systemClock } from "../api/clock";
export { getDeployToken, listDeployTokens } from "../api/deploy-tokens";
export { readGroupTree } from "../api/group-tree";
export { followMoves, groupPages, projectPages, resolveOwner } from "../api/owners";
export { collectAgreed, itemsOf } from "../api/pagination";
export { toGroupInfo, toProjectInfo, toTokenInfo } from "../model/token/token-info";
export { openConnection } from "./program-connections";
