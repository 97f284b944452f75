import type { ReactNode } from "react";

type Props = { icon?: ReactNode; title: ReactNode; children?: ReactNode; actions?: ReactNode };

/** Says why there is nothing, and what would change that. */
export function Empty({ icon, title, children, actions }: Props) {
  return (
    <div className="grid justify-items-center gap-3 rounded-lg border border-line-strong/40 border-dashed px-6 py-10 text-center">
      {icon && (
        <div aria-hidden="true" className="text-soft [&_svg]:size-7">
          {icon}
        </div>
      )}
      <h2 className="text-lg">{title}</h2>
      {children && <div className="max-w-prose text-soft text-sm">{children}</div>}
      {actions && <div className="mt-1 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
