import type { Plugin } from "vite";

export const NOTICES: string;
export function packagesOf(modules: Iterable<string>): Map<string, string>;
export function notices(): Plugin;
