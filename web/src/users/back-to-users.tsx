/** Beside the heading of a page that belongs to the Users page. */
export function BackToUsers() {
  return (
    <div class="page-actions">
      <a class="quiet" href="/configuration/users">
        Back to the users
      </a>
    </div>
  );
}
