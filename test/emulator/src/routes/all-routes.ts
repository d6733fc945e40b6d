import type { Route } from "../http/route";
import { deployTokenRoutes } from "./deploy-tokens";

export const allRoutes: readonly Route[] = [...deployTokenRoutes];
