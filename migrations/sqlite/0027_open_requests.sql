-- Open requests for access, wherever they wait.
CREATE INDEX access_requests_waiting_idx ON access_requests (closed_at, id);
