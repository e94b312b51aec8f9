type Cursor = string | undefined;

export const firstPage: Cursor = undefined;
export const nextCursor = (page: { next: string | null }): Cursor => page.next ?? undefined;
