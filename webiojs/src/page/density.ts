// How close the rows of a data table stand, by the name of its theme. The grid is drawn so; its place is
// reserved so before it is there.

export const DENSITY = {
  balham: { fontSize: 13, rowHeight: 30, headerHeight: 34, spacing: 5 },
  alpine: { fontSize: 14, rowHeight: 42, headerHeight: 48, spacing: 7 },
  material: { fontSize: 14, rowHeight: 48, headerHeight: 56, spacing: 8, wrapperBorder: false },
  quartz: { fontSize: 14, rowHeight: 42, headerHeight: 46, spacing: 8 },
} as const;

export function densityOf(theme: string) {
  const known = theme.replace(/-dark$/, "") as keyof typeof DENSITY;
  return DENSITY[known] ?? DENSITY.balham;
}
