export function survivor(sampling: string): string;
