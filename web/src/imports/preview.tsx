import { counted } from "../components/format";
import type { Preview, UserChange } from "./answers";

/** What would change, person by person: the first of them. */
export function PreviewTable({ preview }: { readonly preview: Preview }) {
  const { items } = preview;
  const others = preview.added + preview.changed - items.length;
  if (items.length === 0) return null;
  return (
    <>
      <table class="plain" aria-label="What would change">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">User</th>
            <th scope="col">What would change</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <ChangeRow key={item.line} item={item} />
          ))}
        </tbody>
      </table>
      {others > 0 && <p>And {counted(others, "other", "others")}.</p>}
    </>
  );
}

function ChangeRow({ item }: { readonly item: UserChange }) {
  const isNew = item.user_id === "";
  return (
    <tr data-line={item.line}>
      <td>{item.line}</td>
      <th scope="row">
        {item.name}
        <span class="second-line">{item.email}</span>
      </th>
      <td>
        {isNew && <span class="badge badge-good">New</span>}
        <ul class="changes">
          {item.changes
            .filter(({ field }) => !(isNew && (field === "name" || field === "email")))
            .map(({ field, before, after }) => (
              <li key={field}>
                {field.replaceAll("_", " ")}: {before && <del>{before}</del>} <ins>{after || "empty"}</ins>
              </li>
            ))}
        </ul>
      </td>
    </tr>
  );
}
